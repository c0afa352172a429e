"""Sums over indices, and lists come back."""


def quadratic_form_gradient(x, B):
    n = len(x)
    gradient = [0.0] * n
    for k in range(n):
        for j in range(n):
            gradient[k] += B[k][j] * x[j] + B[j][k] * x[j]
    return gradient


def trace_product_gradient(V, X, W):
    gradient = []
    for k in range(len(X)):
        row = []
        for j in range(len(X[0])):
            row.append(sum(V[i][k] * W[j][i] for i in range(len(V))))
        gradient.append(row)
    return gradient


def norm_gradient(w):
    length = sum(value * value for value in w) ** 0.5
    return [value / length for value in w]


def trace_gradient(S):
    n = len(S)
    return [[1 if i == j else 0 for j in range(n)] for i in range(n)]


def relu_second_moment(sigma):
    return 0.5 * sigma * sigma
