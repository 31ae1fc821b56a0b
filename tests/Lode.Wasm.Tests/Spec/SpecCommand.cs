using System.Text.Json;

namespace Lode.Wasm.Tests.Spec;

/// <summary>A command of a script.</summary>
readonly struct SpecCommand(JsonElement element)
{
    /// <summary>"module", "register", "action", or an assertion's name.</summary>
    public string Type => element.GetProperty("type").GetString()!;

    public int Line => element.GetProperty("line").GetInt32();

    /// <summary>The file of its module.</summary>
    public string File => element.GetProperty("filename").GetString()!;

    /// <summary>Whether its module is text, which this project does not read.</summary>
    public bool IsText => Optional("module_type") == "text";

    /// <summary>The words of the fault that is expected.</summary>
    public string Text => element.GetProperty("text").GetString()!;

    /// <summary>The script's name for a module; null for the newest.</summary>
    public string? Name => Optional("name");

    /// <summary>The name under which modules are imported.</summary>
    public string As => element.GetProperty("as").GetString()!;

    public SpecAction Action => new(element.GetProperty("action"));

    /// <summary>The values that are expected.</summary>
    public IEnumerable<SpecValue> Expected => element.GetProperty("expected").EnumerateArray().Select(value => new SpecValue(value));

    string? Optional(string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
