namespace Lode.Wasm;

/// <summary>Something that a module takes from outside.</summary>
/// <param name="ModuleName">The first part of its name.</param>
/// <param name="Name">The second part of its name.</param>
/// <param name="Type">Its type.</param>
public sealed record Import(string ModuleName, string Name, ExternType Type);
