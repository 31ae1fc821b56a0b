using Lode.DemoModel.Commands;

if (args[0] == "text") TextCommand.Run(int.Parse(args[1]), 1, Console.Out);
else TrainCommand.Run(args[1], int.Parse(args[2]), ulong.Parse(args[3]), 2, Console.Error);
return 0;
