# Assignment 1 - Chen Wei
# no numpy tricks, I wanted to see every index


def quadratic_form_gradient(x, B):
    n = len(x)
    grad = [0.0] * n
    for k in range(n):
        for j in range(n):
            grad[k] += B[k][j] * x[j] + B[j][k] * x[j]
    return grad


def trace_product_gradient(V, X, W):
    n, m = len(V), len(V[0])
    p = len(W)
    grad = []
    for k in range(m):
        row = []
        for l in range(p):
            total = 0.0
            for i in range(n):
                total += V[i][k] * W[l][i]
            row.append(total)
        grad.append(row)
    return grad


def norm_gradient(w):
    length = sum(v * v for v in w) ** 0.5
    return [v / length for v in w]


def trace_gradient(S):
    n = len(S)
    return [[1 if i == j else 0 for j in range(n)] for i in range(n)]


def relu_second_moment(sigma):
    return 0.5 * sigma * sigma
