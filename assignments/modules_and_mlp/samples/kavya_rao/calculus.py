import numpy as np

quadratic_form_gradient = lambda x, B: x @ (B + B.T)
trace_product_gradient = lambda V, X, W: W @ V
norm_gradient = lambda w: w / np.sqrt((w**2).sum())
trace_gradient = lambda S: np.eye(*S.shape)
relu_second_moment = lambda sigma: sigma * sigma / 2
