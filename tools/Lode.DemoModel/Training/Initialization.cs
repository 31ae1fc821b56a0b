using Lode.DemoModel.Text;

namespace Lode.DemoModel.Training;

static class Initialization
{
    /// <summary>Small random matrices, gains of one.</summary>
    /// <remarks>What adds to the residual stream starts smaller the more layers add to it.</remarks>
    public static void Fill(Span<float> parameters, Layout layout, ulong seed)
    {
        Randomness random = new(seed, 2);
        double residual = 1 / Math.Sqrt(2 * layout.Layers.Length);
        Gaussian(parameters, layout.Embedding, 0.04, random);
        foreach (LayerTensors layer in layout.Layers)
        {
            Ones(parameters, layer.AttentionNorm);
            Matrix(parameters, layer.QueryKeyValue, 1, random);
            Matrix(parameters, layer.Output, residual, random);
            Ones(parameters, layer.FeedNorm);
            Matrix(parameters, layer.GateUp, 1, random);
            Matrix(parameters, layer.Down, residual, random);
        }
        Ones(parameters, layout.FinalNorm);
    }

    static void Ones(Span<float> parameters, Tensor tensor) => parameters.Slice(tensor.Offset, tensor.Length).Fill(1);

    static void Matrix(Span<float> parameters, Tensor tensor, double factor, Randomness random) =>
        Gaussian(parameters, tensor, 0.8 / Math.Sqrt(tensor.Rows) * factor, random);

    /// <remarks>Twelve uniform numbers sum to a variance of one: near enough to a normal distribution, and without a library's logarithm.</remarks>
    static void Gaussian(Span<float> parameters, Tensor tensor, double deviation, Randomness random)
    {
        foreach (ref float value in parameters.Slice(tensor.Offset, tensor.Length))
        {
            double sum = -6;
            for (int i = 0; i < 12; i++)
                sum += random.NextUnit();
            value = (float)(sum * deviation);
        }
    }
}
