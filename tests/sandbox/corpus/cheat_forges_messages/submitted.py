def double(x):
    kernel = get_ipython().kernel
    parent = kernel.get_parent()
    good = {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
    kernel.session.send(kernel.iopub_socket, "execute_reply", good, parent=parent)
    kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, parent=parent)
