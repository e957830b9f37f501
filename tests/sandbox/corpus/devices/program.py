def refused(action):
    try:
        result = action()
    except (OSError, ValueError) as error:
        return True
    print("NOT REFUSED:", action, result)
    return False


import os
names = ["/dev/kmsg", "/dev/mem", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/kvm", "/dev/fuse", "/dev/loop0",
         "/dev/loop-control", "/dev/net/tun", "/dev/input", "/dev/dri", "/dev/snd", "/dev/vsock", "/dev/console"]
print("contained" if all([refused(lambda n=n: os.stat(n)) for n in names]) else "")
