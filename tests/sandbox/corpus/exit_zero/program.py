import sys
print("contained")
sys.exit(0)
