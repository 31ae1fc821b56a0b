using System.Text.Json;

namespace Lode.Wasm.Tests.Spec;

/// <summary>A call of a function, or a look at a global.</summary>
readonly struct SpecAction(JsonElement element)
{
    public bool IsCall => element.GetProperty("type").GetString() == "invoke";

    /// <summary>The script's name for the module; null for the newest.</summary>
    public string? Module => element.TryGetProperty("module", out JsonElement value) ? value.GetString() : null;

    public string Field => element.GetProperty("field").GetString()!;

    public IEnumerable<SpecValue> Arguments => element.GetProperty("args").EnumerateArray().Select(value => new SpecValue(value));
}
