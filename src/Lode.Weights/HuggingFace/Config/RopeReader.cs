using System.Text.Json;

namespace Lode.Weights.HuggingFace;

/// <summary>
/// Reads rotary embedding: <c>rope_theta</c> with <c>rope_scaling</c>, or <c>rope_parameters</c> of transformers 5, which has both and, where
/// layers differ, an object for each kind of layer.
/// </summary>
static class RopeReader
{
    const string Full = "full_attention";
    const string Sliding = "sliding_attention";
    const string Unsupported = "this way of rotating is not supported";

    /// <summary>Reads the base, the base of layers with a window, and the scaling.</summary>
    public static (double Base, double? LocalBase, RopeScaling? Scaling) Read(JsonSection config, Architecture architecture, int context)
    {
        if (config.FindObject("rope_parameters") is not JsonSection parameters)
        {
            return (
                Base(config, "rope_theta", architecture.RopeBase),
                architecture.LocalRopeBase is double local ? Base(config, "rope_local_base_freq", local) : null,
                config.FindObject("rope_scaling") is JsonSection old ? Scaling(old, architecture, context) : null);
        }
        if (config.Has("rope_scaling"))
            throw config.Error("rope_scaling", "nothing, as there are 'rope_parameters'", "the two contradict each other; remove one");
        if (architecture.LocalRopeBase is not double fallback)
            return (Base(parameters, "rope_theta", architecture.RopeBase), null, Scaling(parameters, architecture, context));

        JsonSection full = parameters.FindObject(Full) ?? throw parameters.Error(Full, "an object");
        JsonSection sliding = parameters.FindObject(Sliding) ?? throw parameters.Error(Sliding, "an object");
        if (Scaling(sliding, architecture, context) is not null)
            throw sliding.Error("rope_type", "'default': GGUF scales layers without a window only", Unsupported);
        return (
            Base(full, "rope_theta", architecture.RopeBase), Base(sliding, "rope_theta", fallback), Scaling(full, architecture, context));
    }

    static double Base(JsonSection section, string key, double fallback) => section.FindNumber(key, 1e-3, 1e30) ?? fallback;

    static RopeScaling? Scaling(JsonSection section, Architecture architecture, int context)
    {
        string key = section.Has("rope_type") ? "rope_type" : "type";
        string kind = section.FindString(key) ?? "default";
        if (section.Has("rope_type") && section.FindString("type") is string older && older != kind)
            throw section.Error("type", $"'{kind}', as 'rope_type' says", "the two contradict each other; remove one");
        if (kind == "default")
        {
            AllowOnly(section);
            return null;
        }
        if (!architecture.Scalings.Contains(kind))
        {
            string known = string.Join(", ", architecture.Scalings.Prepend("default").Select(name => $"'{name}'"));
            throw section.Error(key, $"one of {known} for {architecture.ModelType}", Unsupported);
        }
        double factor = section.GetNumber("factor", 1, 1e6);
        switch (kind)
        {
            case "linear":
                AllowOnly(section, "factor");
                return new RopeScaling(kind, factor);
            case "llama3":
                AllowOnly(section, "factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings");
                double low = section.GetNumber("low_freq_factor", 1e-3, 1e6);
                double high = section.GetNumber("high_freq_factor", 1e-3, 1e6);
                if (high <= low)
                    throw section.Error("high_freq_factor", $"more than 'low_freq_factor', {low}");
                return new RopeScaling(
                    kind, factor, section.GetInteger("original_max_position_embeddings", 1, int.MaxValue), low, high);
            default: // yarn: llama.cpp has the same formula, and these parameters of it as constants
                AllowOnly(section, "factor", "original_max_position_embeddings", "beta_fast", "beta_slow", "truncate");
                RequireNeutral(section, "beta_fast", 32);
                RequireNeutral(section, "beta_slow", 1);
                if (!section.GetBoolean("truncate", true))
                    throw section.Error("truncate", "true", Unsupported);
                return new RopeScaling(
                    kind, factor, section.FindInteger("original_max_position_embeddings", 1, int.MaxValue) ?? context);
        }
    }

    static void RequireNeutral(JsonSection section, string key, double neutral)
    {
        if (section.FindNumber(key, double.MinValue, double.MaxValue) is double found && found != neutral)
            throw section.Error(key, $"{neutral}", Unsupported);
    }

    /// <summary>Everything in these objects changes the arithmetic, so what is not known is refused.</summary>
    static void AllowOnly(JsonSection section, params string[] keys)
    {
        RequireNeutral(section, "partial_rotary_factor", 1);
        string[] always = ["rope_type", "type", "rope_theta", "partial_rotary_factor"];
        foreach (JsonProperty property in section.Element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null && !always.Contains(property.Name) && !keys.Contains(property.Name))
                throw section.Error(property.Name, "no such key", Unsupported);
        }
    }
}
