import sys
sys.exit("sorry")
