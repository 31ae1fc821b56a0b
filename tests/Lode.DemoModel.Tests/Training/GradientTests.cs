using Lode.DemoModel.Kernels;
using Lode.DemoModel.Training;

namespace Lode.DemoModel.Tests.Training;

public sealed unsafe class GradientTests
{
    static readonly Shape s_tiny = new(Vocabulary: 320, Width: 64, Layers: 2, Heads: 2, KeyHeads: 1, Hidden: 96, Context: 96);

    /// <remarks>Each tensor is moved along a random direction; the loss must change as the gradient says.</remarks>
    [Fact]
    public void The_gradient_agrees_with_finite_differences_for_every_tensor()
    {
        Layout layout = new(s_tiny);
        using Weights weights = new(layout);
        Initialization.Fill(weights.Span, layout, 5);
        // Gains other than one, so that their place in the formulas shows.
        Random random = new(3);
        foreach (Tensor gain in layout.All.Where(tensor => !tensor.IsMatrix))
        {
            foreach (ref float value in weights.Span.Slice(gain.Offset, gain.Length))
                value = 0.7f + 0.6f * random.NextSingle();
        }
        using Network network = new(weights);
        using Workspace space = new(s_tiny);
        using FloatBuffer gradient = new(layout.Length);
        Row row = RandomRow(random);
        ParallelOptions one = new() { MaxDegreeOfParallelism = 1 };
        weights.Pack(one);
        network.Run(row, 1, gradient.Pointer, space);

        foreach (Tensor tensor in layout.All)
        {
            float[] saved = weights.Span.Slice(tensor.Offset, tensor.Length).ToArray();
            float[] direction = [.. saved.Select(_ => (random.NextSingle() - 0.5f) / MathF.Sqrt(tensor.Length / 12f))];
            double expected = 0, norm = 0;
            for (int i = 0; i < tensor.Length; i++)
            {
                expected += (double)gradient.Pointer[tensor.Offset + i] * direction[i];
                norm += (double)gradient.Pointer[tensor.Offset + i] * gradient.Pointer[tensor.Offset + i];
            }
            double difference = (LossAt(0.01f) - LossAt(-0.01f)) / 0.02;
            saved.CopyTo(weights.Span[tensor.Offset..]);
            Math.Abs(difference - expected).ShouldBeLessThan(2e-3 * Math.Sqrt(norm) + 1e-3, $"tensor at {tensor.Offset}");

            double LossAt(float distance)
            {
                for (int i = 0; i < saved.Length; i++)
                    weights.Pointer[tensor.Offset + i] = saved[i] + distance * direction[i];
                weights.Pack(one);
                return network.Run(row, 1, null, space);
            }
        }
    }

    /// <summary>Three documents of odd lengths and some padding.</summary>
    static Row RandomRow(Random random)
    {
        int[] tokens = new int[96], targets = new int[96], starts = new int[96];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = random.Next(s_tiny.Vocabulary);
            targets[i] = i < 85 && i % 5 != 0 ? random.Next(s_tiny.Vocabulary) : -1;
            starts[i] = i < 37 ? 0 : i < 50 ? 37 : i < 85 ? 50 : i;
        }
        return new Row(tokens, targets, starts, targets.Count(target => target >= 0), 0);
    }
}
