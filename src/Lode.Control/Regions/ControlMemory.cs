using Lode.Memory;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>Memory that a host shares with the controllers of some sequences, in this process or another.</summary>
public sealed unsafe class ControlMemory : IDisposable
{
    readonly SharedMemory _memory;
    readonly byte* _start;
    readonly Window _window;
    readonly ControlSlot?[] _slots;

    /// <summary>Makes it, all zero. Pages that nobody touches cost nothing.</summary>
    /// <param name="layout">Where things lie.</param>
    /// <exception cref="IOException">The system refused it.</exception>
    public ControlMemory(ControlLayout layout)
        : this(layout, new SharedMemory("lode-control", layout.Length))
    {
    }

    /// <summary>Takes over memory that another process made.</summary>
    /// <param name="layout">Where things lie; checked against the length.</param>
    /// <param name="memory">The memory; it is disposed with this.</param>
    /// <exception cref="IOException">The memory is shorter than the layout, or frozen.</exception>
    public ControlMemory(ControlLayout layout, SharedMemory memory)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(memory);
        if (memory.Length < layout.Length)
            throw new IOException($"{memory.Name}: expected shared memory of {layout.Length:N0} bytes, found {memory.Length:N0}");
        if (memory.IsFrozen)
            throw new IOException($"{memory.Name}: expected shared memory that can be written, found memory that is frozen");
        Layout = layout;
        _memory = memory;
        _start = memory.Address;
        _window = Window.Of(memory);
        _slots = new ControlSlot?[layout.Slots];
    }

    /// <summary>Where things lie.</summary>
    public ControlLayout Layout { get; }

    /// <summary>The memory itself, to be given to another process.</summary>
    public SharedMemory Shared => _memory;

    /// <summary>All of it as a window of guests; they are shown slices only.</summary>
    internal Window Window => _window;

    internal byte* Start => _start;

    /// <summary>A slot, as the host sees it. Asked for again, it is the same object.</summary>
    /// <param name="index">0 and up.</param>
    public ControlSlot Slot(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_slots.Length, nameof(index));
        return _slots[index] ??= new(this, index);
    }

    /// <summary>Unmaps it here. No slot may be used after this.</summary>
    public void Dispose()
    {
        foreach (ControlSlot? slot in _slots)
            slot?.Close();
        _window.Dispose();
    }
}
