namespace Lode.Control;

/// <summary>A node of a <see cref="PatternProgram"/>.</summary>
readonly record struct ProgramNode(ProgramNodeKind Kind, int Next = -1, int Other = -1, CharacterBytes? Set = null);
