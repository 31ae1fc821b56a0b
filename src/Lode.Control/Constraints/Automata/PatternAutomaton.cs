namespace Lode.Control;

/// <summary>A regular expression as an automaton that is in one place at a time, a byte per step. Its states are made when they are first reached.</summary>
/// <remarks>
/// <para>
/// Every state is live: some text leads from it to where the text may end. States and steps are only ever added, so that threads read them
/// without a lock; who needs a new one takes the lock. What all of it may take is bounded, in memory and in work, whatever the pattern.
/// </para>
/// <para>
/// A state is a set of places: a node that takes a character, and how far in the bytes of the character the text is.
/// </para>
/// </remarks>
sealed class PatternAutomaton
{
    internal const int Dead = -1;
    internal const int Unknown = -2;

    internal const int MostStates = 50_000;
    const int MostSteps = 8 << 20; // entries of the table, 32 MiB
    const int MostPlaces = 4 << 20; // of all states together, 16 MiB
    const long MostWork = 100_000_000; // visits of nodes, half a second or so

    /// <summary>Bits of a place that are a node of a set; the others are a node of the program.</summary>
    internal const int NodeShift = 12;

    readonly PatternProgram _program;
    readonly Lock _gate = new();
    readonly byte[] _classes = new byte[256];
    readonly List<byte> _classBytes = []; // by class: one of its bytes
    readonly int _shift;

    volatile int[] _steps;
    volatile bool[] _accepts = new bool[16];
    int _stateCount;

    // By state: where its places begin in the list of all; one more at the end.
    int[] _starts = new int[17];
    uint[] _places = new uint[64];
    readonly Dictionary<ulong, List<int>> _byHash = [];
    long _work;

    // For one step, under the gate.
    readonly int[] _seen;
    readonly Stack<int> _open = new();
    readonly List<uint> _next = [];
    int _stamp;

    internal PatternAutomaton(PatternProgram program)
    {
        _program = program;
        _seen = new int[program.NodeCount];
        FindClasses();
        while (1 << _shift < _classBytes.Count)
            _shift++;
        _steps = new int[16 << _shift];
        _stamp++;
        bool accepts = Enter(program.Start, atStart: true);
        Start = Intern(accepts);
    }

    internal PatternProgram Program => _program;

    /// <summary>The state before the first byte.</summary>
    internal int Start { get; }

    /// <summary>The class of each byte: bytes of one class lead to the same states everywhere.</summary>
    internal ReadOnlySpan<byte> Classes => _classes;

    /// <summary>A state's entries of <see cref="Steps"/> begin at its number times two to the power of this.</summary>
    internal int Shift => _shift;

    /// <summary>By state and class: the next state, <see cref="Dead"/>, or <see cref="Unknown"/>, which <see cref="Find"/> finds out; then this is to be read again.</summary>
    internal int[] Steps => _steps;

    internal int StateCount => Volatile.Read(ref _stateCount);

    /// <summary>Bytes of memory, roughly.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Whether the text may end in a state.</summary>
    internal bool Accepts(int state) => _accepts[state];

    /// <summary>The state that a byte leads to, or <see cref="Dead"/>.</summary>
    /// <exception cref="ConstraintException">A bound is reached.</exception>
    internal int Step(int state, byte value)
    {
        int at = (state << _shift) + _classes[value];
        int next = _steps[at];
        return next != Unknown ? next : Find(at);
    }

    /// <summary>Gives the places of a state: a node, shifted, and a node of its set.</summary>
    internal void ReadPlaces(int state, List<uint> places)
    {
        lock (_gate)
        {
            places.Clear();
            places.AddRange(_places.AsSpan(_starts[state].._starts[state + 1]));
        }
    }

    /// <summary>Finds out a step that is not known.</summary>
    /// <param name="at">The place in <see cref="Steps"/>.</param>
    /// <exception cref="ConstraintException">A bound is reached.</exception>
    internal int Find(int at)
    {
        lock (_gate)
        {
            int known = _steps[at];
            if (known != Unknown)
                return known;
            int state = at >> _shift;
            byte value = _classBytes[at & ((1 << _shift) - 1)];
            _next.Clear();
            _stamp++;
            bool accepts = false;
            for (int i = _starts[state]; i < _starts[state + 1]; i++)
            {
                uint place = _places[i];
                ProgramNode node = _program[(int)(place >> NodeShift)];
                int target = node.Set!.Step((int)(place & ((1 << NodeShift) - 1)), value);
                if (target >= 0)
                    _next.Add(place >> NodeShift << NodeShift | (uint)target);
                else if (target == CharacterBytes.Complete)
                    accepts |= Enter(node.Next, atStart: false);
            }
            Work(_starts[state + 1] - _starts[state] + _next.Count);
            int next = _next.Count == 0 && !accepts ? Dead : Intern(accepts);
            Volatile.Write(ref _steps[at], next);
            return next;
        }
    }

    /// <summary>Adds the places that are reached from a node without a character; says whether the pattern may be complete there.</summary>
    bool Enter(int first, bool atStart)
    {
        bool accepts = false;
        _open.Push(first);
        while (_open.TryPop(out int number))
        {
            if (_seen[number] == _stamp)
                continue;
            _seen[number] = _stamp;
            Work(1);
            ProgramNode node = _program[number];
            switch (node.Kind)
            {
                case ProgramNodeKind.Take:
                    if (_program.IsLive(number))
                        _next.Add((uint)number << NodeShift);
                    break;
                case ProgramNodeKind.Split:
                    _open.Push(node.Other);
                    _open.Push(node.Next);
                    break;
                case ProgramNodeKind.Start:
                    if (atStart)
                        _open.Push(node.Next);
                    break;
                case ProgramNodeKind.End:
                    accepts |= _program.EndsAt(node.Next, atStart);
                    break;
                default:
                    accepts = true;
                    break;
            }
        }
        return accepts;
    }

    /// <summary>The state with the places of the step, which becomes a new one where there is none.</summary>
    int Intern(bool accepts)
    {
        Span<uint> places = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_next);
        places.Sort();
        int count = 0;
        ulong hash = accepts ? 0x9E3779B97F4A7C15UL : 0;
        for (int i = 0; i < places.Length; i++)
        {
            if (i > 0 && places[i] == places[i - 1])
                continue;
            places[count++] = places[i];
            hash = (System.Numerics.BitOperations.RotateLeft(hash, 23) ^ places[i]) * 0xD6E8FEB86659FD93UL;
        }
        places = places[..count];
        if (_byHash.TryGetValue(hash, out List<int>? alike))
        {
            foreach (int state in alike)
            {
                if (_accepts[state] == accepts && places.SequenceEqual(_places.AsSpan(_starts[state].._starts[state + 1])))
                    return state;
            }
        }
        else
        {
            _byHash.Add(hash, alike = []);
        }
        int added = Add(places, accepts);
        alike.Add(added);
        return added;
    }

    int Add(ReadOnlySpan<uint> places, bool accepts)
    {
        int state = _stateCount, start = _starts[state];
        if (state == MostStates || (long)(state + 1) << _shift > MostSteps || start + places.Length > MostPlaces)
        {
            throw new ConstraintException($"the pattern needs more than {state:N0} states, which is the most that it may have: "
                + "make it simpler, or counts of repeats smaller");
        }
        if (start + places.Length > _places.Length)
            Array.Resize(ref _places, Math.Max(2 * _places.Length, start + places.Length));
        places.CopyTo(_places.AsSpan(start));
        if (state + 2 > _starts.Length)
            Array.Resize(ref _starts, 2 * _starts.Length);
        _starts[state + 1] = start + places.Length;
        if (state == _accepts.Length)
        {
            bool[] accepting = new bool[2 * state];
            _accepts.CopyTo(accepting, 0);
            _accepts = accepting;
        }
        _accepts[state] = accepts;
        int[] steps = _steps;
        if (state + 1 << _shift > steps.Length)
        {
            steps = new int[2 * _steps.Length];
            _steps.CopyTo(steps, 0);
        }
        steps.AsSpan(state << _shift, 1 << _shift).Fill(Unknown);
        _steps = steps;
        Volatile.Write(ref _stateCount, state + 1);
        Bytes = 4L * (_steps.Length + _places.Length + _starts.Length) + 100L * _stateCount + 24L * _program.NodeCount;
        return state;
    }

    void Work(int amount)
    {
        _work += amount;
        if (_work > MostWork)
        {
            _open.Clear();
            throw new ConstraintException($"the pattern takes more than {MostWork:N0} steps of work, which is the most that it may: "
                + "make it simpler, or counts of repeats smaller");
        }
    }

    /// <summary>Finds which bytes no set tells apart.</summary>
    void FindClasses()
    {
        Span<bool> begins = stackalloc bool[257];
        begins[0] = true;
        foreach (CharacterBytes set in _program.Sets)
        {
            for (int node = 0; node < set.NodeCount; node++)
            {
                foreach (ByteEdge edge in set.Edges(node))
                    begins[edge.First] = begins[edge.Last + 1] = true;
            }
        }
        for (int value = 0; value < 256; value++)
        {
            if (begins[value])
                _classBytes.Add((byte)value);
            _classes[value] = (byte)(_classBytes.Count - 1);
        }
    }
}
