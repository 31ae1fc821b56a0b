namespace Lode.Tokenizers;

/// <summary>What a SentencePiece <c>.model</c> says, field by field.</summary>
sealed class SentencePieceProto
{
    const int MaxCount = 1 << 22;

    public ByteStrings Pieces { get; } = new(1 << 12);

    public List<float> Scores { get; } = [];

    public List<TokenType> Types { get; } = [];

    /// <summary>1 Unigram, 2 BPE, 3 words, 4 characters.</summary>
    public int ModelType { get; private set; } = 1;

    public int BeginId { get; private set; } = 1;

    public int EndId { get; private set; } = 2;

    public SentencePieceNormalization Normalizer { get; private set; } = new();

    /// <exception cref="FormatException">It is cut short or no message.</exception>
    public static SentencePieceProto Read(ReadOnlySpan<byte> data)
    {
        SentencePieceProto proto = new();
        ProtobufReader reader = new(data);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    proto.ReadPiece(reader.Bytes);
                    break;
                case 2:
                    proto.ReadTrainer(reader.Bytes);
                    break;
                case 3:
                    proto.Normalizer = SentencePieceNormalization.Read(reader.Bytes);
                    break;
            }
        }
        proto.Pieces.TrimExcess();
        return proto;
    }

    void ReadPiece(ReadOnlySpan<byte> message)
    {
        if (Pieces.Count == MaxCount)
            throw new FormatException($"more than {MaxCount} pieces");
        ReadOnlySpan<byte> text = [];
        float score = 0;
        ulong type = 1;
        ProtobufReader reader = new(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: text = reader.Bytes; break;
                case 2: score = reader.Single; break;
                case 3: type = reader.Number; break;
            }
        }
        if (type is < 1 or > 6 || float.IsNaN(score))
            throw new FormatException($"piece {Pieces.Count} of type {type} with score {score}");
        Pieces.Add(text);
        Scores.Add(score);
        Types.Add((TokenType)type);
    }

    void ReadTrainer(ReadOnlySpan<byte> message)
    {
        ProtobufReader reader = new(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 3: ModelType = (int)reader.Number; break;
                case 41: BeginId = (int)reader.Number; break;
                case 42: EndId = (int)reader.Number; break;
            }
        }
    }
}
