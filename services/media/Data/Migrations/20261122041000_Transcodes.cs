using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ContentMultiplier.Media.Data.Migrations;

[DbContext(typeof(MediaDbContext))]
[Migration("20261122041000_Transcodes")]
internal sealed class Transcodes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            -- What is inside of a video; null until it is looked at.
            alter table assets add column video json;

            -- Forms of videos that are still to be made. One that is finished is a rendition.
            create table transcodes (
                media_id     uuid not null references assets on delete cascade,
                rules_hash   text not null,
                workspace_id uuid not null,
                plan         json not null,
                asked_at     timestamptz not null,
                -- Not before; while somebody is at work on it, when that one is taken for dead; of a refused one, since when it is.
                due_at       timestamptz not null,
                -- How often it was begun and neither finished nor given back.
                begun        int not null default 0,
                refusal      text,
                primary key (media_id, rules_hash)
            );
            create index transcodes_due_at on transcodes (due_at) where refusal is null;
            """);
        migrationBuilder.Sql(RowLevelSecurity.Force("transcodes"));
    }
}
