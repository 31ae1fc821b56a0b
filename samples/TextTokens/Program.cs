using Lode.Tokenizers;

Tokenizer tokenizer = Tokenizer.Open(args[0]);

int[] ids = tokenizer.EncodeToIds("Once upon a time");
string text = tokenizer.Decode(ids);
int count = tokenizer.CountTokens(text);

Span<int> own = stackalloc int[64];
tokenizer.EncodeToIds("Once upon a time"u8, own, out int written);

foreach (EncodedToken token in tokenizer.EncodeToTokens(text))
    Console.WriteLine($"{token.Id} {token.Value} {text[token.Offset]}");
Console.WriteLine($"{text}: {count} {written}");
