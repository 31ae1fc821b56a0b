using System.Text.Json;
using Lode.Tests;

namespace Lode.Weights.Tests;

/// <summary>The tensors of the quantised reference files, as their record lists them.</summary>
static class QuantisedTensors
{
    public static IEnumerable<(string Name, int Rows, int Columns)> Of(string type)
    {
        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("mini/quant-decoded.json")));
        foreach (JsonProperty tensor in recorded.RootElement.GetProperty(type).GetProperty("tensors").EnumerateObject())
        {
            JsonElement shape = tensor.Value.GetProperty("shape_rows_cols");
            yield return (tensor.Name, shape[0].GetInt32(), shape[1].GetInt32());
        }
    }
}
