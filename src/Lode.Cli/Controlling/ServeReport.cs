namespace Lode.Cli.Controlling;

/// <summary>The line with which <c>lode control serve --json</c> says that clients may come.</summary>
/// <param name="Socket">The path of the socket.</param>
/// <param name="Process">The number of the process.</param>
/// <param name="Protocol">The version of the protocol.</param>
/// <param name="Tokenizer">The file of the tokenizer.</param>
/// <param name="Vocabulary">Its tokens: the least that a client may ask for.</param>
sealed record ServeReport(string Socket, int Process, int Protocol, string Tokenizer, int Vocabulary);
