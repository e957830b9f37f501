kernel = get_ipython().kernel
kernel.session.send = lambda *arguments, **named: None
# %%
1
