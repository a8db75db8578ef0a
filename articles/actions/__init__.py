"""Every write, one module per noun; call them through their module: `verdicts.approve(verdict, by=user)`."""
