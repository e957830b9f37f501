import os
os.system("yes")
