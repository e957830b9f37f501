kernel = get_ipython().kernel
parent = kernel.get_parent()
for kind, content in (("execute_reply", {"status": "ok", "execution_count": 1}),
                      ("status", {"execution_state": "idle"}), ("status", {"execution_state": "dead"})):
    kernel.session.send(kernel.iopub_socket, kind, content, parent=parent)
# %%
raise ValueError("no")
# %%
1
