using Lode.DemoModel.Kernels;

namespace Lode.DemoModel.Training;

/// <summary>A weight matrix [in, out] as a right factor, upright and transposed; packed anew after each step for all rows to share.</summary>
sealed unsafe class PackedMatrix(Tensor tensor) : IDisposable
{
    readonly FloatBuffer _upright = new(tensor.Length), _transposed = new(tensor.Length);

    public void Pack(float* parameters)
    {
        float* matrix = parameters + tensor.Offset;
        Packing.Panels(matrix, tensor.Columns, tensor.Rows, tensor.Columns, _upright.Pointer);
        Packing.TransposedPanels(matrix, tensor.Columns, tensor.Columns, tensor.Rows, _transposed.Pointer);
    }

    /// <summary>y = x W for [rows, in], or y += x W.</summary>
    public void Apply(float* x, float* y, int rows, bool accumulate) => MatrixProduct.Run(
        rows, tensor.Columns, tensor.Rows, Left.Rows(x, tensor.Rows), _upright.Pointer, tensor.Rows * 32, y, tensor.Columns, accumulate);

    /// <summary>x = y W^T for [rows, out].</summary>
    public void ApplyTransposed(float* y, float* x, int rows) => MatrixProduct.Run(
        rows, tensor.Rows, tensor.Columns, Left.Rows(y, tensor.Columns), _transposed.Pointer, tensor.Columns * 32, x, tensor.Rows, accumulate: false);

    /// <summary>dW += x^T dy.</summary>
    /// <param name="x">[rows, in].</param>
    /// <param name="dy">[rows, out].</param>
    /// <param name="rows">How many.</param>
    /// <param name="gradient">All gradients.</param>
    /// <param name="strips">Scratch for x.</param>
    /// <param name="panels">Scratch for dy.</param>
    public void AddGradient(float* x, float* dy, int rows, float* gradient, float* strips, float* panels)
    {
        Packing.Strips(x, tensor.Rows, tensor.Rows, rows, strips);
        Packing.Panels(dy, tensor.Columns, rows, tensor.Columns, panels);
        MatrixProduct.Run(
            tensor.Rows, tensor.Columns, rows, Left.Strips(strips, rows), panels, rows * 32, gradient + tensor.Offset, tensor.Columns, accumulate: true);
    }

    public void Dispose()
    {
        _upright.Dispose();
        _transposed.Dispose();
    }
}
