using Lode.Kernels.Matrix;
using Lode.Kernels.Threading;

namespace Lode.Inference.Transformer;

/// <summary>The products that the <see cref="InputOperator"/> before has added.</summary>
/// <param name="name">What profiles call it.</param>
/// <param name="product">The job of the products.</param>
sealed class ProductOperator(string name, ProductJob product) : Operator(name)
{
    internal override TeamJob Open(out int chunks)
    {
        chunks = product.Prepare();
        return product;
    }
}
