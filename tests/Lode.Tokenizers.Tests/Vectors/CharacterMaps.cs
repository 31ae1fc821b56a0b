using System.Text;

namespace Lode.Tokenizers.Tests;

/// <summary>Builds compiled character maps: a double array in the units of darts-clone, one node at a time.</summary>
static class CharacterMaps
{
    public static byte[] Build(params (string From, string To)[] rules)
    {
        List<byte> replacements = [];
        Node root = new();
        foreach ((string from, string to) in rules)
        {
            Node node = root;
            foreach (byte value in Encoding.UTF8.GetBytes(from))
                node = node.Children.TryGetValue(value, out Node? child) ? child : node.Children[value] = new Node();
            node.Value = replacements.Count;
            replacements.AddRange([.. Encoding.UTF8.GetBytes(to), 0]);
        }
        Dictionary<uint, uint> units = [];
        Place(0, root, units, [0]);
        uint[] array = new uint[units.Keys.Max() + 1];
        foreach ((uint index, uint unit) in units)
            array[index] = unit;
        return [.. BitConverter.GetBytes(4 * array.Length), .. array.SelectMany(BitConverter.GetBytes), .. replacements];
    }

    static void Place(uint index, Node node, Dictionary<uint, uint> units, HashSet<uint> used)
    {
        uint[] labels = [.. node.Value >= 0 ? [0u] : Array.Empty<uint>(), .. node.Children.Keys.Select(key => (uint)key)];
        uint start = 1;
        while (labels.Any(label => used.Contains(start ^ label)))
            start++;
        foreach (uint label in labels)
            used.Add(start ^ label);
        units[index] = units.GetValueOrDefault(index) | (index ^ start) << 10 | (node.Value >= 0 ? 1u << 8 : 0);
        if (node.Value >= 0)
            units[start] = (uint)node.Value | 1u << 31;
        foreach ((byte label, Node child) in node.Children)
        {
            units[start ^ label] = label;
            Place(start ^ label, child, units, used);
        }
    }

    sealed class Node
    {
        public SortedDictionary<byte, Node> Children { get; } = [];

        public int Value { get; set; } = -1;
    }
}
