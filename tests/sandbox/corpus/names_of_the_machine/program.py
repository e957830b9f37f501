import os, pwd, socket
names = {socket.gethostname(), os.uname().nodename}
try:
    names.add(os.getlogin())
except OSError:
    pass
people = [person.pw_name for person in pwd.getpwall()]
print("contained" if names == {"sandbox"} and people == ["student"] else [names, people])
