namespace Lode.DemoModel.Training;

sealed class PackedLayer(LayerTensors tensors) : IDisposable
{
    public PackedMatrix QueryKeyValue { get; } = new(tensors.QueryKeyValue);

    public PackedMatrix Output { get; } = new(tensors.Output);

    public PackedMatrix GateUp { get; } = new(tensors.GateUp);

    public PackedMatrix Down { get; } = new(tensors.Down);

    public void Dispose()
    {
        QueryKeyValue.Dispose();
        Output.Dispose();
        GateUp.Dispose();
        Down.Dispose();
    }
}
