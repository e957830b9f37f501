import tempfile, os
with tempfile.NamedTemporaryFile("w+") as file:
    file.write("contained"); file.flush()
    print(open(file.name).read())
os.makedirs(os.path.expanduser("~/a/b"))
open("here.txt", "w").write("x")
