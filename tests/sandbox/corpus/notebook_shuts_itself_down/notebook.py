get_ipython().kernel.do_shutdown(False)
# %%
2
