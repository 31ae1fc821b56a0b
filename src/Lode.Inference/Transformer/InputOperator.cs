using Lode.Kernels.Matrix;
using Lode.Kernels.Threading;

namespace Lode.Inference.Transformer;

/// <summary>Says what is multiplied next, and prepares the inputs of the products: once for all that share them.</summary>
/// <param name="name">What profiles call it.</param>
/// <param name="product">The job of the products; a <see cref="ProductOperator"/> follows.</param>
/// <param name="add">Adds the products.</param>
sealed class InputOperator(string name, ProductJob product, Action<ProductJob> add) : Operator(name)
{
    internal override TeamJob Open(out int chunks)
    {
        product.Clear();
        add(product);
        chunks = product.PrepareInputs();
        return product.InputJob;
    }
}
