import os
def there(path):
    try:
        return bool(os.stat(path))
    except OSError:
        return False
paths = ["WITNESS_FILE", "/etc/shadow", "/root", "/home", "/sys", "WITNESS_CHECKOUT/setup.py", "WITNESS_CHECKOUT/.git"]
assert not any(map(there, paths)), list(filter(there, paths))
# %%
!cat WITNESS_FILE
assert "WITNESS_SECRET" not in open("/proc/self/environ").read()
