using Lode.Kernels.Matrix;
using Lode.Kernels.Threading;

namespace Lode.Inference.Transformer;

/// <summary>The products that the <see cref="InputOperator"/> before has added.</summary>
sealed class ProductOperator(ProductJob product) : Operator
{
    internal override TeamJob Open(out int chunks)
    {
        chunks = product.Prepare();
        return product;
    }
}
