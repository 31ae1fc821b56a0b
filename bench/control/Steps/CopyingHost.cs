namespace Lode.Control.Bench.Steps;

/// <summary>
/// A host that shares nothing: it takes room in the guest, copies the logits in, calls, copies the mask out, makes numbers of it and adds them.
/// </summary>
sealed class CopyingHost : StepWay
{
    readonly RawGuests _guests;
    readonly int _vocabulary;
    readonly Wasm.Memory[] _memories;
    readonly Func<int, uint>[] _allocate;
    readonly Func<uint, uint, int, int>[] _steps;
    readonly Action[] _release;
    readonly uint[] _mask;
    readonly float[] _bias, _row;
    long _host;

    public CopyingHost(int sequences, int vocabulary, int mode)
        : base("copying")
    {
        _guests = new(sequences, vocabulary, mode);
        _vocabulary = vocabulary;
        _memories = [.. _guests.Instances.Select(static instance => instance.GetMemory("memory")!)];
        _allocate = [.. _guests.Instances.Select(static instance => instance.GetFunction<int, uint>("allocate"))];
        _steps = [.. _guests.Instances.Select(static instance => instance.GetFunction<uint, uint, int, int>("copied_step"))];
        _release = [.. _guests.Instances.Select(static instance => instance.GetAction("release"))];
        _mask = new uint[(vocabulary + 31) / 32];
        _bias = new float[vocabulary];
        _row = new float[vocabulary];
    }

    public override long? BytesCopied => _host + _memories.Sum(static memory => memory.HostBytes);

    public override void Step()
    {
        for (int i = 0; i < _steps.Length; i++)
        {
            Span<float> logits = _guests.Slot(i).Logits.Row(0);
            uint row = _allocate[i](logits.Length * sizeof(float)), mask = _allocate[i](_mask.Length * sizeof(uint));
            _memories[i].CopyFrom(row, System.Runtime.InteropServices.MemoryMarshal.AsBytes(logits));
            _steps[i](row, mask, _vocabulary);
            _memories[i].CopyTo(mask, System.Runtime.InteropServices.MemoryMarshal.AsBytes(_mask.AsSpan()));
            _release[i]();
            MaskRows.Expand(_mask, _bias);
            MaskRows.Add(logits, _bias, _row);
            _host += _vocabulary * sizeof(float);
        }
    }

    public override void Dispose() => _guests.Dispose();
}
