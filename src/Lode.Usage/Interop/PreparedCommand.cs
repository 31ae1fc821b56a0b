using System.Runtime.InteropServices;
using System.Text;
using Lode.Usage.Running;

namespace Lode.Usage.Interop;

/// <summary>A command with everything that its start needs laid out in native memory, so that starting it is one call.</summary>
sealed unsafe class PreparedCommand : IDisposable
{
    /// <summary>Where output goes that nobody wants.</summary>
    public const string Nowhere = "/dev/null";

    const int ReadOnly = 0, WriteOnly = 1, Create = 0x40, Truncate = 0x200; // O_*
    const uint OwnerOnly = 0x180; // rw-------
    readonly byte** _arguments;
    readonly byte** _environment;
    readonly void* _attributes;
    readonly void* _actions;

    /// <param name="command">What to run.</param>
    /// <param name="defaults">A <c>sigset_t</c> of the signals that the command finds with their default meaning.</param>
    /// <param name="ownGroup">Whether it leads a process group of its own.</param>
    /// <param name="output">The file that is its standard output; null for that of this process.</param>
    /// <param name="gate">What it waits at before its <c>exec</c>; null for nothing.</param>
    public PreparedCommand(CommandLine command, ReadOnlySpan<byte> defaults, bool ownGroup, string? output, StartGate? gate)
    {
        nuint bytes = (nuint)(command.Count + 1) * (nuint)sizeof(byte*);
        for (int i = 0; i < command.Count; i++)
            bytes += (nuint)command[i].Length + 1;
        _arguments = (byte**)NativeMemory.AllocZeroed(bytes);
        byte* text = (byte*)(_arguments + command.Count + 1);
        for (int i = 0; i < command.Count; i++)
        {
            _arguments[i] = text;
            command[i].CopyTo(new Span<byte>(text, command[i].Length));
            text += command[i].Length + 1;
        }

        // The C library's own, byte by byte: .NET's copy is text.
        _environment = *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");

        _attributes = NativeMemory.AllocZeroed(ProcessCalls.OpaqueBytes);
        byte* none = stackalloc byte[ProcessCalls.OpaqueBytes];
        new Span<byte>(none, ProcessCalls.OpaqueBytes).Clear();
        _ = ProcessCalls.InitialiseAttributes(_attributes);
        fixed (byte* set = defaults)
            _ = ProcessCalls.SetDefaults(_attributes, set);
        _ = ProcessCalls.SetMask(_attributes, none);
        short flags = ProcessCalls.SetDefaultSignals | ProcessCalls.SetSignalMask;
        _ = ProcessCalls.SetFlags(_attributes, ownGroup ? (short)(flags | ProcessCalls.SetProcessGroup) : flags);

        if (output is null && gate is null)
            return;
        _actions = NativeMemory.AllocZeroed(ProcessCalls.OpaqueBytes);
        _ = ProcessCalls.InitialiseActions(_actions);
        if (output is not null)
        {
            fixed (byte* path = Encoding.UTF8.GetBytes(output + "\0"))
                _ = ProcessCalls.AddOpen(_actions, 1, path, WriteOnly | Create | Truncate, OwnerOnly);
        }
        if (gate is not null)
        {
            fixed (byte* path = gate.Path)
                _ = ProcessCalls.AddOpen(_actions, gate.Descriptor, path, ReadOnly, 0);
            _ = ProcessCalls.AddClose(_actions, gate.Descriptor);
        }
    }

    /// <summary>Starts the command; it is past its <c>exec</c> when this returns.</summary>
    /// <returns>0, or the error number.</returns>
    public int Start(out int process) =>
        ProcessCalls.Spawn(out process, _arguments[0], _actions, _attributes, _arguments, _environment);

    public void Dispose()
    {
        if (_actions is not null)
            _ = ProcessCalls.DestroyActions(_actions);
        _ = ProcessCalls.DestroyAttributes(_attributes);
        NativeMemory.Free(_actions);
        NativeMemory.Free(_attributes);
        NativeMemory.Free(_arguments);
    }
}
