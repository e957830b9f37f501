import ipywidgets
while True:
    ipywidgets.IntSlider()
# %%
1
