using Lode.Wasm;

namespace Lode.Control.Bench.Steps;

/// <summary>Instances of the guest with nothing around them: regions mapped, the functions at hand.</summary>
sealed class RawGuests : IDisposable
{
    readonly Engine _engine = new();
    readonly CompiledModule _module;
    readonly ControlMemory _memory;
    readonly List<Store> _stores = [];

    public RawGuests(int sequences, int vocabulary, int mode)
    {
        _module = _engine.CompileFile(BenchGuest.PathOf("steps"));
        _memory = new(new ControlLayout(vocabulary, 4096, sequences));
        Linker linker = new(_engine);
        for (int i = 0; i < sequences; i++)
        {
            Store store = new(_engine);
            Instance instance = linker.Instantiate(store, _module);
            ControlSlot slot = _memory.Slot(i);
            foreach (RegionKind kind in new[] { RegionKind.Step, RegionKind.Logits, RegionKind.Mask, RegionKind.Tokens })
            {
                Window window = slot.Window(kind);
                uint address = instance.GetFunction<int, uint>($"lode_region_{kind.ToString().ToLowerInvariant()}")((int)window.Length);
                instance.GetMemory("memory")!.Map(window, address);
            }
            slot.Header.Vocabulary = (uint)vocabulary;
            LogitRows.Fill(slot.Logits.Row(0), i);
            instance.GetAction<int>("set_mode")(mode);
            _stores.Add(store);
            Instances.Add(instance);
        }
    }

    public List<Instance> Instances { get; } = [];

    public ControlSlot Slot(int index) => _memory.Slot(index);

    public void Dispose()
    {
        _stores.ForEach(static store => store.Dispose());
        _memory.Dispose();
        _module.Dispose();
        _engine.Dispose();
    }
}
