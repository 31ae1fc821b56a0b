using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Lode.Tests;

namespace Lode.Cli.Tests.Faults;

/// <summary>A Hugging Face folder of a mistral whose weights are zeros that take no room on the disk, large enough to be interrupted.</summary>
static class SparseFolder
{
    const int Hidden = 2048, FeedForward = 8192, HeadDimension = 128, Heads = 16, KeyValueHeads = 4;

    /// <summary>Writes layers of 122 MB each.</summary>
    public static string Write(string folder, int layers)
    {
        string model = TestData.Require("mini/hf-mini-mistral");
        Directory.CreateDirectory(folder);
        foreach (string name in (string[])["tokenizer.json", "tokenizer_config.json", "generation_config.json"])
            File.Copy(Path.Combine(model, name), Path.Combine(folder, name));
        JsonNode config = JsonNode.Parse(File.ReadAllBytes(Path.Combine(model, "config.json")))!;
        config["hidden_size"] = Hidden;
        config["intermediate_size"] = FeedForward;
        config["head_dim"] = HeadDimension;
        config["num_attention_heads"] = Heads;
        config["num_key_value_heads"] = KeyValueHeads;
        config["num_hidden_layers"] = layers;
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());

        JsonObject header = [];
        long offset = 0;
        int vocabulary = config["vocab_size"]!.GetValue<int>();
        Add("model.embed_tokens.weight", vocabulary, Hidden);
        Add("lm_head.weight", vocabulary, Hidden);
        Add("model.norm.weight", Hidden);
        for (int layer = 0; layer < layers; layer++)
        {
            string prefix = $"model.layers.{layer}.";
            Add(prefix + "input_layernorm.weight", Hidden);
            Add(prefix + "post_attention_layernorm.weight", Hidden);
            Add(prefix + "self_attn.q_proj.weight", Heads * HeadDimension, Hidden);
            Add(prefix + "self_attn.k_proj.weight", KeyValueHeads * HeadDimension, Hidden);
            Add(prefix + "self_attn.v_proj.weight", KeyValueHeads * HeadDimension, Hidden);
            Add(prefix + "self_attn.o_proj.weight", Hidden, Heads * HeadDimension);
            Add(prefix + "mlp.gate_proj.weight", FeedForward, Hidden);
            Add(prefix + "mlp.up_proj.weight", FeedForward, Hidden);
            Add(prefix + "mlp.down_proj.weight", Hidden, FeedForward);
        }
        byte[] json = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        using FileStream stream = File.Create(Path.Combine(folder, "model.safetensors"));
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        stream.Write(length);
        stream.Write(json);
        stream.SetLength(stream.Position + offset);
        return folder;

        void Add(string name, params int[] shape)
        {
            long bytes = shape.Aggregate(2L, (product, extent) => product * extent);
            header[name] = new JsonObject
            {
                ["dtype"] = "BF16",
                ["shape"] = new JsonArray([.. shape.Select(extent => JsonValue.Create(extent))]),
                ["data_offsets"] = new JsonArray(offset, offset + bytes),
            };
            offset += bytes;
        }
    }
}
