using ContentMultiplier.Local;
using ContentMultiplier.Local.Commands;

using var stopping = new Stopping();
try
{
    var line = CommandLine.Parse(args);
    return line switch
    {
        { Command: "up" or "servers", Detach: true } when !await Supervision.IsActiveAsync(line.Data, stopping.Token) => await Detached.RunAsync(line, args.Where(argument => argument != "--detach"), stopping.Token),
        { Command: "up" } => await UpCommand.RunAsync(line, stopping.Token),
        { Command: "servers" } => await ServersCommand.RunAsync(line, stopping.Token),
        { Command: "reap", While: { } pid } => await ReapCommand.RunAsync(line, pid, stopping.Token),
        { Command: "down" } => await DownCommand.RunAsync(line, stopping.Token),
        _ => throw new LocalException(CommandLine.Usage),
    };
}
catch (LocalException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 1;
}
catch (OperationCanceledException) when (stopping.Token.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped before it was ready.");
    return 130;
}
