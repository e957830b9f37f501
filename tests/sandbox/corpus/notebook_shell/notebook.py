!echo contained
# %%
%%bash
echo contained
# %%
import subprocess
subprocess.run(["true"], check=True)
