using System.Runtime.InteropServices;
using System.Text;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>The constraints of a guest, and the functions by which it has them: <c>constraint_*</c>.</summary>
sealed class GuestConstraints : IDisposable
{
    /// <summary>Constraints of a guest at a time.</summary>
    internal const int MostConstraints = 64;

    /// <summary>What the automata of a guest may take together, in bytes.</summary>
    internal const long MostBytes = 128 << 20;

    const int MostPatternBytes = 1 << 18;

    readonly IGuest _guest;
    readonly List<RegexConstraint?> _constraints = [];

    internal GuestConstraints(IGuest guest) => _guest = guest;

    /// <summary>Gives a linker the functions.</summary>
    internal static void Define(Linker linker)
    {
        linker.DefineFunction(GuestImports.Module, "constraint_regex", (Caller caller, uint pattern, uint length) => Of(caller).Create(pattern, length));
        linker.DefineFunction(GuestImports.Module, "constraint_allow", (Caller caller, int handle, uint mask) => Of(caller).Allow(handle, mask));
        linker.DefineFunction(GuestImports.Module, "constraint_advance", (Caller caller, int handle, uint tokens, uint count) => Of(caller).Advance(handle, tokens, count));
        linker.DefineFunction(GuestImports.Module, "constraint_back", (Caller caller, int handle, uint count) => Of(caller).Back(handle, count));
        linker.DefineFunction(GuestImports.Module, "constraint_free", (Caller caller, int handle) => Of(caller).Free(handle));
    }

    /// <summary>The same constraints, in the same states, under the same handles, for a branch.</summary>
    internal GuestConstraints Fork(IGuest child)
    {
        GuestConstraints fork = new(child);
        foreach (RegexConstraint? constraint in _constraints)
            fork._constraints.Add((RegexConstraint?)constraint?.Copy());
        return fork;
    }

    public void Dispose() => _constraints.Clear();

    static GuestConstraints Of(Caller caller) => ((IGuest)caller.Store.Data!).Constraints;

    int Create(uint pattern, uint length)
    {
        if (length > MostPatternBytes)
            return Refuse($"expected a pattern of at most {MostPatternBytes:N0} bytes, found {length:N0}");
        ReadOnlySpan<byte> bytes = _guest.Memory.GetReadOnlySpan(pattern, (int)length);
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            return Refuse("expected a pattern in UTF-8, found other bytes");
        int handle = _constraints.IndexOf(null);
        if (handle < 0 && _constraints.Count == MostConstraints)
            return Refuse($"expected at most {MostConstraints} constraints at a time, found one more; free some by constraint_free");
        RegexConstraint constraint;
        try
        {
            constraint = RegexConstraint.Create(_guest.Tokenizer, Encoding.UTF8.GetString(bytes));
        }
        catch (ConstraintException error)
        {
            return Refuse(error.Message);
        }
        if (handle < 0)
        {
            handle = _constraints.Count;
            _constraints.Add(null);
        }
        _constraints[handle] = constraint;
        CheckBytes();
        return handle;
    }

    int Allow(int handle, uint mask)
    {
        if (Find(handle) is not { } constraint)
            return -1;
        int words = (_guest.Options.Vocabulary + 31) / 32;
        Span<byte> bytes = _guest.Memory.GetSpan(mask, words * sizeof(uint));
        try
        {
            long before = constraint.AutomatonBytes;
            ConstraintAnswer answer = constraint.Allow(MemoryMarshal.Cast<byte, uint>(bytes));
            if (constraint.AutomatonBytes != before)
                CheckBytes();
            return (int)answer;
        }
        catch (ConstraintException error)
        {
            throw Limit(error.Message);
        }
    }

    int Advance(int handle, uint tokens, uint count)
    {
        if (Find(handle) is not { } constraint || count > int.MaxValue / sizeof(int))
            return -1;
        ReadOnlySpan<byte> bytes = _guest.Memory.GetReadOnlySpan(tokens, (int)count * sizeof(int));
        if (constraint.TokenCount + (long)count > _guest.Options.TokenCapacity)
            return -1;
        try
        {
            return constraint.TryAdvance(MemoryMarshal.Cast<byte, int>(bytes)) ? 0 : -1;
        }
        catch (ConstraintException error)
        {
            throw Limit(error.Message);
        }
    }

    int Back(int handle, uint count) => Find(handle) is { } constraint && count <= int.MaxValue && constraint.TryBack((int)count) ? 0 : -1;

    void Free(int handle)
    {
        if ((uint)handle < (uint)_constraints.Count)
            _constraints[handle] = null;
    }

    RegexConstraint? Find(int handle) => (uint)handle < (uint)_constraints.Count ? _constraints[handle] : null;

    /// <summary>Each automaton counts once, and in full, whoever else uses it.</summary>
    void CheckBytes()
    {
        long bytes = 0;
        for (int i = 0; i < _constraints.Count; i++)
        {
            if (_constraints[i] is not { } constraint)
                continue;
            bool counted = false;
            for (int j = 0; j < i && !counted; j++)
                counted = _constraints[j]?.Automaton == constraint.Automaton;
            bytes += counted ? 0 : constraint.AutomatonBytes;
        }
        if (bytes > MostBytes)
            throw Limit($"its constraints take {bytes:N0} bytes, more than the {MostBytes:N0} that they may; make patterns simpler or free some");
    }

    int Refuse(string why)
    {
        _guest.Log(Encoding.UTF8.GetBytes($"constraint_regex: {why}"));
        return -1;
    }

    ControllerException Limit(string why) => new(ControllerFault.Limit, $"{_guest.Name}: a constraint: {why}");
}
