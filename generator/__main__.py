"""`python generator` in a checkout is `zappa-iam`: this folder holds the package `zappa_iam`."""

from zappa_iam.__main__ import main

main()
