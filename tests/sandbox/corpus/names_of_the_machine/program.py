import os, pwd, socket
names = {socket.gethostname(), os.uname().nodename}
try:
    names.add(os.getlogin())
except OSError:
    pass
people = [person.pw_name for person in pwd.getpwall()]
print("contained" if "WITNESS_HOST" not in names and "root" not in people else [names, people])
