"""URLs of the desk's own pages under /admin/; everything else there is the admin site's."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from articles.desk import claim_merging, claim_steps, claim_workspace, notices, operations, queue, unsaved, verdict_page
from articles.desk.sign_in import account, factors, links, password, second_step

desk = admin.site.admin_view

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/code/", second_step.code, name="sign-in-code"),
    path("login/enrol/", second_step.enrol, name="sign-in-enrol"),
    path("login/reset/", links.ask_for_reset, name="sign-in-reset"),
    path("login/reset/<str:uid>/<str:token>/", links.reset, name="sign-in-reset-password"),
    path("invitations/<str:link>/", links.accept_invitation, name="sign-in-invitation"),
    path("account/", desk(account.account), name="account"),
    path("account/confirm/", desk(password.confirm), name="account-confirm"),
    path("account/password/", desk(account.change_password), name="account-password"),
    path("account/sessions/", desk(account.end_session), name="account-sessions"),
    path("account/app/", factors.add_app, name="account-app"),  # these two also on the way in
    path("account/passkey/", factors.add_passkey, name="account-passkey"),
    path("account/app/remove/", desk(factors.remove_app), name="account-app-remove"),
    path("account/passkey/remove/", desk(factors.remove_passkey), name="account-passkey-remove"),
    path("account/codes/", desk(factors.renew_codes), name="account-codes"),
    path("queue/", desk(queue.best), name="queue"),
    path("queue/undo/", desk(queue.undo), name="queue-undo"),
    path("queue/recurring/", desk(queue.recurring), name="queue-recurring"),
    path("queue/<int:pk>/apart/", desk(queue.set_apart), name="queue-apart"),
    path("queue/<int:pk>/", desk(queue.candidate), name="queue-candidate"),
    path("queue/<int:pk>/<slug:decision>/", desk(queue.decide), name="queue-decide"),
    path("claims/new/", desk(claim_workspace.new), name="claim-new"),
    path("claims/claimants/", desk(claim_workspace.claimants), name="claim-claimants"),
    path("claims/<int:pk>/", desk(claim_workspace.workspace), name="claim"),
    path("claims/<int:pk>/assign/", desk(claim_steps.assign), name="claim-assign"),
    path("claims/<int:pk>/comment/", desk(claim_steps.comment), name="claim-comment"),
    path("claims/<int:pk>/watch/", desk(claim_steps.watch), name="claim-watch"),
    path("claims/<int:pk>/merge/", desk(claim_merging.merge), name="claim-merge"),
    path("claims/<int:pk>/unmerge/", desk(claim_merging.unmerge), name="claim-unmerge"),
    path("claims/<int:pk>/split/", desk(claim_merging.split), name="claim-split"),
    path("notices/", desk(notices.listing), name="notices"),
    path("notices/read/", desk(notices.mark_read), name="notices-read"),
    path("notices/mail/", desk(notices.choose_mail), name="notices-mail"),
    path("notices/outbox/", desk(notices.outbox), name="notice-outbox"),
    path("notices/outbox/<int:pk>/retry/", desk(notices.retry), name="notice-retry"),
    path("notices/<int:pk>/", desk(notices.follow), name="notice-open"),
    path("unsaved/", desk(unsaved.keep), name="unsaved"),
    path("unsaved/kept/", desk(unsaved.kept), name="unsaved-kept"),
    path("unsaved/discard/", desk(unsaved.discard), name="unsaved-discard"),
    path("presence/", desk(unsaved.presence), name="presence"),
    path("articles/verdict/<int:pk>/change/", desk(verdict_page.page), name="verdict"),
    path("articles/verdict/<int:pk>/preview/", desk(verdict_page.preview), name="verdict-preview"),
    path("articles/verdict/<int:pk>/letter/", desk(verdict_page.letter), name="verdict-letter"),
    path("language/", set_language, name="desk-language"),
    path("operations/", desk(operations.extraction), name="operations"),
    path("extractions/", RedirectView.as_view(pattern_name="admin:articles_extractionrun_changelist")),
]
