using System.Text.Json;
using Lode.Formats;
using Lode.Memory;

namespace Lode.Weights.HuggingFace;

/// <summary>Reads tokenizer.json in one pass: vocabulary and merges, which are nearly all of it, never become a document in memory.</summary>
ref struct TokenizerFileReader
{
    const int LargestBytes = 256 << 20;

    /// <summary>What files have at least for each token with its merges; tables of that size never grow.</summary>
    const int BytesPerToken = 64;

    readonly string _file;
    readonly Dictionary<string, JsonElement> _root = [];
    readonly Dictionary<string, JsonElement> _model = [];
    readonly Dictionary<string, int> _vocabulary;
    bool[] _ids = new bool[1024];
    Utf8JsonReader _reader;
    Utf8JsonReader _mergesAt;
    List<Merge>? _merges;
    bool _hasVocabulary;
    bool _hasModel;
    bool _mergesWait;

    TokenizerFileReader(string file, ReadOnlySpan<byte> text)
    {
        _file = file;
        _vocabulary = new Dictionary<string, int>(text.Length / BytesPerToken);
        _reader = new Utf8JsonReader(text);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">It is damaged, or holds no BPE vocabulary.</exception>
    public static TokenizerFile Read(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        if (file.Length > LargestBytes)
            throw new ModelFormatException(path, "text", $"at most {LargestBytes} bytes", $"{file.Length}", JsonFile.Advice);
        using MappedView view = file.View(0, file.Length);
        ReadOnlySpan<byte> text = view.Span(0, (int)file.Length);
        TokenizerFileReader reader = new(path, text.StartsWith("\uFEFF"u8) ? text[3..] : text);
        try
        {
            return reader.ReadRoot();
        }
        catch (JsonException error)
        {
            throw JsonFile.Broken(path, error);
        }
        catch (InvalidOperationException) // a string with half a surrogate pair, or bytes that are no UTF-8
        {
            throw reader.Error("text", "strings of valid Unicode", "one that is not");
        }
    }

    TokenizerFile ReadRoot()
    {
        _reader.Read();
        Expect(JsonTokenType.StartObject, "text");
        while (NextKey() is string key)
        {
            if (key == "model")
                ReadModel();
            else if (!_root.TryAdd(key, JsonElement.ParseValue(ref _reader)))
                throw Error(ModelFormatException.Key(key), "every key once", "a second one");
        }
        while (_reader.Read())
        {
            // Nothing may follow; the reader says so.
        }
        if (!_hasModel)
            throw Error(ModelFormatException.Key("model"), "an object", "no such key");
        if (_mergesWait)
        {
            _reader = _mergesAt;
            ReadMerges();
        }
        if (!_hasVocabulary || _merges is null)
        {
            throw Error(ModelFormatException.Key(_hasVocabulary ? "model.merges" : "model.vocab"), "a BPE vocabulary with merges",
                "no such key", "only BPE tokenizers can be converted");
        }
        JsonSection root = Section("", _root);
        return new TokenizerFile
        {
            File = _file,
            Root = root,
            Model = Section("model.", _model),
            Vocabulary = _vocabulary,
            Merges = _merges,
            Added = ReadAdded(root),
        };
    }

    void ReadModel()
    {
        if (_hasModel)
            throw Error(ModelFormatException.Key("model"), "every key once", "a second one");
        _hasModel = true;
        Expect(JsonTokenType.StartObject, ModelFormatException.Key("model"));
        while (NextKey() is string key)
        {
            switch (key)
            {
                case "vocab":
                    ReadVocabulary();
                    break;
                case "merges" when _hasVocabulary:
                    ReadMerges();
                    break;
                case "merges":
                    _mergesAt = _reader;
                    _mergesWait = true;
                    _reader.Skip();
                    break;
                default:
                    if (!_model.TryAdd(key, JsonElement.ParseValue(ref _reader)))
                        throw Error(ModelFormatException.Key("model." + key), "every key once", "a second one");
                    break;
            }
        }
    }

    void ReadVocabulary()
    {
        const string Where = "key 'model.vocab'";
        if (_hasVocabulary)
            throw Error(Where, "every key once", "a second one");
        if (_reader.TokenType == JsonTokenType.StartArray)
            throw Error(Where, "an object: ids by token, as BPE has it", "an array", "only BPE tokenizers can be converted");
        Expect(JsonTokenType.StartObject, Where);
        _hasVocabulary = true;
        while (NextKey() is string token)
        {
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt32(out int id) || id is < 0 or > TokenizerFile.LargestId)
                throw Error(Where, $"an id from 0 to {TokenizerFile.LargestId} for '{token}'", $"{_reader.TokenType}");
            if (!_vocabulary.TryAdd(token, id) || !Take(id))
                throw Error(Where, "every token and every id once", $"'{token}' as {id}, of which one was there before");
        }
        if (_vocabulary.Count == 0)
            throw Error(Where, "tokens", "none");
    }

    void ReadMerges()
    {
        const string Where = "key 'model.merges'";
        if (_merges is not null)
            throw Error(Where, "every key once", "a second one");
        Expect(JsonTokenType.StartArray, Where);
        _merges = [];
        HashSet<long> seen = new(2 * _vocabulary.Count);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ids = _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        char[] pair = new char[256];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            int left;
            int length;
            bool isPair = _reader.TokenType == JsonTokenType.StartArray;
            if (isPair)
            {
                _reader.Read();
                left = Copy(0, ref pair);
                _reader.Read();
                length = left + Copy(left, ref pair);
                _reader.Read();
                if (_reader.TokenType != JsonTokenType.EndArray)
                    throw Malformed(_merges.Count);
            }
            else
            {
                length = Copy(0, ref pair);
                left = pair.AsSpan(0, length).IndexOf(' ');
                if (left < 0)
                    throw Malformed(_merges.Count);
                pair.AsSpan(left + 1, length - left - 1).CopyTo(pair.AsSpan(left));
                length--;
            }
            ReadOnlySpan<char> joined = pair.AsSpan(0, length);
            if (left == 0 || left == length || (!isPair && joined[left..].Contains(' ')))
                throw Malformed(_merges.Count);
            if (!ids.TryGetValue(joined[..left], out int first) || !ids.TryGetValue(joined[left..], out int second)
                || !ids.TryGetValue(joined, out int result))
            {
                throw Error(Where, "two tokens of the vocabulary that join to a third",
                    $"'{joined[..left]}' and '{joined[left..]}' as merge {_merges.Count}");
            }
            if (!seen.Add((long)first << 32 | (uint)second))
                throw Error(Where, "every merge once", $"'{joined[..left]}' and '{joined[left..]}' again as merge {_merges.Count}");
            _merges.Add(new Merge(first, second, result));
        }
    }

    readonly int Copy(int at, ref char[] buffer)
    {
        if (_reader.TokenType != JsonTokenType.String)
            throw Malformed(_merges!.Count);
        if (buffer.Length - at < _reader.ValueSpan.Length)
            Array.Resize(ref buffer, at + _reader.ValueSpan.Length);
        return _reader.CopyString(buffer.AsSpan(at));
    }

    AddedToken[] ReadAdded(JsonSection root)
    {
        const string Key = "added_tokens";
        if (!root.TryGet(Key, out JsonElement list))
            return [];
        if (list.ValueKind != JsonValueKind.Array)
            throw root.Error(Key, "an array");
        List<AddedToken> added = [];
        HashSet<string> seen = [];
        foreach (JsonElement element in list.EnumerateArray())
        {
            string path = $"{Key}[{added.Count}].";
            if (element.ValueKind != JsonValueKind.Object)
                throw Error(ModelFormatException.Key(path.TrimEnd('.')), "an object", JsonSection.Describe(element));
            AddedToken token = AddedToken.Read(new JsonSection(_file, path, element));
            bool contradicts = _vocabulary.TryGetValue(token.Content, out int id) ? id != token.Id : !Take(token.Id);
            if (contradicts || token.Content.Length == 0 || !seen.Add(token.Content))
                throw Error(ModelFormatException.Key(path.TrimEnd('.')), "a token under one id of its own", $"'{token.Content}' as {token.Id}");
            added.Add(token);
        }
        return [.. added];
    }

    /// <summary>Notes that an id has a token; false if it had one.</summary>
    bool Take(int id)
    {
        if (id >= _ids.Length)
            Array.Resize(ref _ids, Math.Max(id + 1, 2 * _ids.Length));
        return !_ids[id] && (_ids[id] = true);
    }

    string? NextKey()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndObject)
            return null;
        string key = _reader.GetString()!;
        _reader.Read();
        return key;
    }

    readonly void Expect(JsonTokenType type, string where)
    {
        if (_reader.TokenType != type)
            throw Error(where, type == JsonTokenType.StartObject ? "an object" : "an array", $"{_reader.TokenType}");
    }

    readonly JsonSection Section(string path, Dictionary<string, JsonElement> values)
    {
        System.Buffers.ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter writer = new(bytes))
        {
            writer.WriteStartObject();
            foreach ((string key, JsonElement value) in values)
            {
                writer.WritePropertyName(key);
                value.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        using JsonDocument document = JsonDocument.Parse(bytes.WrittenMemory);
        return new JsonSection(_file, path, document.RootElement.Clone());
    }

    readonly ModelFormatException Malformed(int rank) =>
        Error("key 'model.merges'", "two tokens, as 'a b' or as [\"a\", \"b\"]", $"something else as merge {rank}");

    readonly ModelFormatException Error(string where, string expected, string found, string advice = JsonFile.Advice) =>
        new(_file, where, expected, found, advice);
}
