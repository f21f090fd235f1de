"""Letters of names that are easily taken for each other (形近字): where one is read, the reader must be surer.

No check digit guards a name. Two readings of one blurred 淼 agree on 森, so agreement alone is not enough for these.
"""

from typing import Final

_GROUPS: Final = (
    "森淼焱垚鑫 赟赞 锴错楷 彧或 翀翔种 玥明玬 祎袆伟 晟展晨 晗哈 昊吴旲 未末朱 己已巳 戊戌戍 日曰 "
    "人入 土士 天夭夫 冼洗 仝全 佘余 侯候 治冶 玟玫 炜烨 钰珏 旻昱昃 芮苪 赢嬴羸 "
    "谌湛 杨扬 住佳 汩汨 沐沭 妤好 帅师 晞唏 珺裙 堃坤 喆吉 暘阳 禹禺 瑄瑱 "
    "竞竟 茜苗 鹏鹃 曦羲 栋拣 昕听 浠晞 丽俪 尧晓 泽译 斌彬赋 芃凡 燊桑 犇奔 "
    "王玉 毋母 卞卡 邝扩 逄逢 缪谬 阙阕 闫闰 "
)
_LONGEST_NAME: Final = 5
LOOKALIKES: Final = frozenset(_GROUPS.replace(" ", ""))


def easily_mistaken(text: str) -> bool:
    """Whether a person's name has a letter whose twin a blurred photograph cannot tell from it.

    In a firm's name (longer than five letters) the letters around speak for the right one.
    """
    return len(text) <= _LONGEST_NAME and not LOOKALIKES.isdisjoint(text)
