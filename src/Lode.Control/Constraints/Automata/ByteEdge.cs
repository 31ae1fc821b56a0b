namespace Lode.Control;

/// <summary>Bytes of a range lead to a node of a <see cref="CharacterBytes"/>.</summary>
readonly record struct ByteEdge(byte First, byte Last, int Target);
