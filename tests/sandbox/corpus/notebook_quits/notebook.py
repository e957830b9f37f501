quit()
# %%
exit()
# %%
2
