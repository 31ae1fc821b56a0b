namespace Lode.Wasm;

/// <summary>Something that a module gives to the outside.</summary>
/// <param name="Name">Its name, the only one of that name in the module.</param>
/// <param name="Type">Its type.</param>
/// <param name="Index">Its index among the module's functions, tables, memories or globals, imported ones counted.</param>
public sealed record Export(string Name, ExternType Type, int Index);
