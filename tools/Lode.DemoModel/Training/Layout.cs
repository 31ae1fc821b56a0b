namespace Lode.DemoModel.Training;

/// <summary>Where each parameter lies in the one array that holds them all; gradients and moments lie alike.</summary>
sealed class Layout
{
    readonly List<Tensor> _all = [];

    public Layout(Shape shape)
    {
        Shape = shape;
        Embedding = Add(shape.Vocabulary, shape.Width);
        Layers = new LayerTensors[shape.Layers];
        for (int i = 0; i < Layers.Length; i++)
        {
            Layers[i] = new LayerTensors(
                AttentionNorm: Add(1, shape.Width),
                QueryKeyValue: Add(shape.Width, shape.QueryKeyValue),
                Output: Add(shape.Width, shape.Width),
                FeedNorm: Add(1, shape.Width),
                GateUp: Add(shape.Width, 2 * shape.Hidden),
                Down: Add(shape.Hidden, shape.Width));
        }
        FinalNorm = Add(1, shape.Width);
    }

    public Shape Shape { get; }

    public Tensor Embedding { get; }

    public LayerTensors[] Layers { get; }

    public Tensor FinalNorm { get; }

    public IReadOnlyList<Tensor> All => _all;

    public int Length { get; private set; }

    Tensor Add(int rows, int columns)
    {
        Tensor tensor = new(Length, rows, columns);
        _all.Add(tensor);
        Length += tensor.Length;
        return tensor;
    }
}
