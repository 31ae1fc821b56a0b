using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>Finds nodes of a program from which the same texts of up to some characters go on.</summary>
/// <remarks>
/// In a pattern such as <c>.{1,200}</c> each character leads to another node, and all but the last few go on alike for longer than a token is.
/// Two nodes are of one class of depth d where they take the same characters, and lead to nodes of the same classes of depth d - 1: then no
/// text of d characters tells them apart. Nodes of different classes may be alike all the same.
/// </remarks>
sealed class NodeClasses
{
    /// <summary>Classes that are looked at, for all nodes and depths together: some milliseconds.</summary>
    const int MostWork = 100_000;

    readonly PatternProgram _program;
    readonly Dictionary<int, int[]> _followers = []; // by node: the nodes that take a character next
    readonly Dictionary<CharacterBytes, int> _sets = [];
    int _work;

    NodeClasses(PatternProgram program) => _program = program;

    /// <summary>The class of each node that takes a character.</summary>
    /// <param name="program">The program.</param>
    /// <param name="depth">Characters.</param>
    /// <returns>Null where there are too many nodes to find out.</returns>
    internal static int[]? Find(PatternProgram program, int depth)
    {
        NodeClasses finder = new(program);
        int[] classes = new int[program.NodeCount];
        for (int count = 0, i = 0; i < depth; i++)
        {
            int[] next = new int[classes.Length];
            int found = finder.Refine(classes, next);
            if (found < 0)
                return null;
            classes = next;
            if (found == count)
                break; // the same for all greater depths
            count = found;
        }
        return classes;
    }

    /// <summary>Finds classes of one more character.</summary>
    /// <returns>How many there are, or -1.</returns>
    int Refine(int[] classes, int[] next)
    {
        Dictionary<ulong, List<int>> byHash = [];
        List<int[]> keys = [];
        List<int> key = [];
        for (int node = 0; node < next.Length; node++)
        {
            if (_program[node].Kind != ProgramNodeKind.Take || !_program.IsLive(node))
                continue;
            int[] followers = Followers(_program[node].Next);
            _work += followers.Length + 1;
            if (_work > MostWork)
                return -1;
            key.Clear();
            foreach (int follower in followers)
                key.Add(classes[follower]);
            key.Sort();
            int kept = 0;
            for (int i = 0; i < key.Count; i++)
            {
                if (i == 0 || key[i] != key[kept - 1])
                    key[kept++] = key[i];
            }
            CollectionsMarshal.SetCount(key, kept);
            key.Add(NumberOf(_program[node].Set!));
            next[node] = Intern(CollectionsMarshal.AsSpan(key), byHash, keys);
        }
        return keys.Count;
    }

    static int Intern(ReadOnlySpan<int> key, Dictionary<ulong, List<int>> byHash, List<int[]> keys)
    {
        ulong hash = 0;
        foreach (int number in key)
            hash = (System.Numerics.BitOperations.RotateLeft(hash, 23) ^ (uint)number) * 0xD6E8FEB86659FD93UL;
        ref List<int>? alike = ref CollectionsMarshal.GetValueRefOrAddDefault(byHash, hash, out _);
        alike ??= [];
        foreach (int known in alike)
        {
            if (key.SequenceEqual(keys[known]))
                return known;
        }
        alike.Add(keys.Count);
        keys.Add(key.ToArray());
        return keys.Count - 1;
    }

    int NumberOf(CharacterBytes set)
    {
        if (!_sets.TryGetValue(set, out int number))
            _sets.Add(set, number = _sets.Count);
        return number;
    }

    int[] Followers(int first)
    {
        if (_followers.TryGetValue(first, out int[]? known))
            return known;
        HashSet<int> seen = [first];
        Stack<int> open = new([first]);
        List<int> found = [];
        while (open.TryPop(out int number))
        {
            ProgramNode node = _program[number];
            _work++;
            if (node.Kind == ProgramNodeKind.Take && _program.IsLive(number))
                found.Add(number);
            if (node.Kind != ProgramNodeKind.Split || _work > MostWork)
                continue;
            if (seen.Add(node.Next))
                open.Push(node.Next);
            if (seen.Add(node.Other))
                open.Push(node.Other);
        }
        int[] followers = [.. found];
        _followers.Add(first, followers);
        return followers;
    }
}
